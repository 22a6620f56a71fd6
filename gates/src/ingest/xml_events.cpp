// SPDX-License-Identifier: Apache-2.0
// XML by expat. Nothing may throw through its C frames: callbacks catch, remember and stop.
#include "ingest/xml_events.h"

#include "baseline/json_fields.h"

#include <fmt/format.h>

#include <exception>
#include <expat.h>
#include <memory>

namespace perfgate {
namespace {

struct ParserFree {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

using ParserHandle = std::unique_ptr<XML_ParserStruct, ParserFree>;

struct XmlReading {
  XML_Parser parser = nullptr;
  const XmlEvents* events = nullptr;
  int depth = 0;
  std::string fault;

  /// Runs `work`, which returns what is wrong; stops the parser if anything is.
  template <typename Work>
  void guarded(const Work& work) {
    if (!fault.empty()) {
      return;  // stopping takes effect after this batch of callbacks
    }
    try {
      fault = work();
    } catch (const std::exception& failure) {
      fault = failure.what();
    }
    if (!fault.empty()) {
      XML_StopParser(parser, XML_FALSE);
    }
  }
};

XmlElement element_of(const XML_Char* name, const XML_Char** attributes, std::size_t line) {
  XmlElement element{name, {}, line};
  for (const XML_Char** at = attributes; *at != nullptr; at += 2) {
    element.attributes[*at] = at[1];
  }
  return element;
}

void on_open(void* user, const XML_Char* name, const XML_Char** attributes) {
  XmlReading& reading = *static_cast<XmlReading*>(user);
  reading.guarded([&]() -> std::string {
    if (++reading.depth > kMaxXmlDepth) {
      return fmt::format("elements are nested deeper than {}", kMaxXmlDepth);
    }
    return reading.events->open(
        element_of(name, attributes, XML_GetCurrentLineNumber(reading.parser)));
  });
}

void on_close(void* user, const XML_Char* name) {
  XmlReading& reading = *static_cast<XmlReading*>(user);
  reading.guarded([&] {
    --reading.depth;
    return reading.events->close(name);
  });
}

void on_doctype(void* user, const XML_Char* /*name*/, const XML_Char* /*system*/,
                const XML_Char* /*public_id*/, int /*internal*/) {
  static_cast<XmlReading*>(user)->guarded(
      [] { return std::string("has a document type, which results never have"); });
}

}  // namespace

Result<void> read_xml(std::string_view text, const std::string& origin, const XmlEvents& events) {
  const ParserHandle parser(XML_ParserCreate(nullptr));
  if (parser == nullptr) {
    return data_error(fmt::format("{}: out of memory", origin));
  }
  XmlReading reading;
  reading.parser = parser.get();
  reading.events = &events;
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_open, on_close);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  const XML_Status status =
      XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
  const unsigned long line = XML_GetCurrentLineNumber(parser.get());
  if (!reading.fault.empty()) {
    return data_error(fmt::format("{}:{}: {}", origin, line, reading.fault));
  }
  if (status != XML_STATUS_OK) {
    return data_error(fmt::format("{}:{}: is not XML: {}", origin, line,
                                  XML_ErrorString(XML_GetErrorCode(parser.get()))));
  }
  return {};
}

}  // namespace perfgate
