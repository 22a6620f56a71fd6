// SPDX-License-Identifier: Apache-2.0
// The only file that includes Boost.Math. Extreme arguments give 0, 1 or infinity, never an
// exception.
#include "stats/distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/complement.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/policies/policy.hpp>

#include <cmath>
#include <limits>

namespace perfgate::stats {
namespace {

namespace bmp = boost::math::policies;
using Quiet =
    bmp::policy<bmp::domain_error<bmp::ignore_error>, bmp::pole_error<bmp::ignore_error>,
                bmp::overflow_error<bmp::ignore_error>, bmp::underflow_error<bmp::ignore_error>,
                bmp::evaluation_error<bmp::ignore_error>, bmp::promote_double<false>>;
using Normal = boost::math::normal_distribution<double, Quiet>;
using Beta = boost::math::beta_distribution<double, Quiet>;
using VarianceRatio = boost::math::fisher_f_distribution<double, Quiet>;
using Student = boost::math::students_t_distribution<double, Quiet>;

}  // namespace

double normal_cdf(double x) {
  return boost::math::cdf(Normal(), x);
}

double student_quantile(double p, double degrees) {
  if (p <= 0 || p >= 1 || !(degrees > 0)) {
    return p < 0.5 ? -kInfinity : (p > 0.5 ? kInfinity : 0.0);
  }
  if (std::isinf(degrees)) {
    return boost::math::quantile(Normal(), p);
  }
  return boost::math::quantile(Student(degrees), p);
}

double student_two_sided_p(double t, double degrees) {
  const double size = std::abs(t);
  if (!(degrees > 0)) {
    return 1;
  }
  if (std::isinf(degrees)) {
    return 2 * boost::math::cdf(boost::math::complement(Normal(), size));
  }
  return 2 * boost::math::cdf(boost::math::complement(Student(degrees), size));
}

double variance_ratio_quantile(double p, double above, double below) {
  return boost::math::quantile(VarianceRatio(above, below), p);
}

double beta_quantile(double p, double a, double b) {
  return boost::math::quantile(Beta(a, b), p);
}

}  // namespace perfgate::stats
