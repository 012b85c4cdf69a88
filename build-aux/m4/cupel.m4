# CUPEL_LIBRARY(NAME, PKG-CONFIG-SPEC, WHY): a library that must be there.
AC_DEFUN([CUPEL_LIBRARY], [
  PKG_CHECK_MODULES([LIBRARY_$1], [$2], [
    LIBRARY_CPPFLAGS="$LIBRARY_CPPFLAGS $LIBRARY_$1_CFLAGS"
    LIBRARY_LIBS="$LIBRARY_LIBS $LIBRARY_$1_LIBS"
    cupel_summary="$cupel_summary
    $1: $3"
  ], [AC_MSG_ERROR([cupel needs $2: $3. ./bootstrap installs it on Debian and Ubuntu.])])
  AC_SUBST([LIBRARY_CPPFLAGS])
  AC_SUBST([LIBRARY_LIBS])
])

# CUPEL_LIBRARY_HEADER(NAME, PKG-CONFIG-SPEC, WHY): one whose header has all of it.
AC_DEFUN([CUPEL_LIBRARY_HEADER], [
  PKG_CHECK_MODULES([LIBRARY_$1], [$2], [
    LIBRARY_CPPFLAGS="$LIBRARY_CPPFLAGS $LIBRARY_$1_CFLAGS"
    cupel_summary="$cupel_summary
    $1: $3 (its header alone)"
  ], [AC_MSG_ERROR([cupel needs $2: $3. ./bootstrap installs it on Debian and Ubuntu.])])
])

# CUPEL_LIBRARY_NAME(NAME, HEADER, FUNCTION, FLAGS, WHY): defines LIBRARY_NAME as the name by which
# the loader knows the library that lib<NAME> is here: what a program that is linked with it needs.
AC_DEFUN([CUPEL_LIBRARY_NAME], [
  AC_REQUIRE([CUPEL_READELF])
  AC_CACHE_CHECK([what lib$1 is opened as], [cupel_cv_name_$1], [
    cupel_save_CPPFLAGS=$CPPFLAGS cupel_save_LIBS=$LIBS
    CPPFLAGS="$CPPFLAGS $LIBRARY_CPPFLAGS" LIBS="$4 $LIBS"
    cupel_cv_name_$1=no
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <$2>]],
      [[void (*volatile function)(void) = (void (*)(void))$3; return function == 0;]])], [
      cupel_cv_name_$1=`$READELF -d conftest$EXEEXT |
        sed -n '/(*NEEDED)*/ s/.*@<:@@<:@@:>@\(lib$1@<:@-.@:>@.*\)@:>@.*/\1/p'`
      test -n "$cupel_cv_name_$1" || cupel_cv_name_$1=static
    ])
    CPPFLAGS=$cupel_save_CPPFLAGS LIBS=$cupel_save_LIBS
  ])
  AS_CASE([$cupel_cv_name_$1],
    [no], [AC_MSG_ERROR([lib$1 has no $3, or $2 does not declare it: $5.])],
    [static], [AC_MSG_ERROR([cupel opens lib$1 when it needs it: a static library does not do.])])
  AC_DEFINE_UNQUOTED(m4_toupper([LIBRARY_$1]), ["$cupel_cv_name_$1"], [what lib$1 is opened as])
])

AC_DEFUN([CUPEL_READELF], [
  AC_CHECK_TOOLS([READELF], [readelf llvm-readelf eu-readelf], [no])
  AS_IF([test "$READELF" = no], [AC_MSG_ERROR([readelf says which libraries there are: install binutils])])
])

# CUPEL_LIBRARY_LATER(NAME, PKG-CONFIG-SPEC, HEADER, FUNCTION, WHY): one that must be there, which
# the program opens itself when it first needs it (base/later.h).
AC_DEFUN([CUPEL_LIBRARY_LATER], [
  PKG_CHECK_MODULES([LIBRARY_$1], [$2], [
    LIBRARY_CPPFLAGS="$LIBRARY_CPPFLAGS $LIBRARY_$1_CFLAGS"
    cupel_summary="$cupel_summary
    $1: $5 (opened at the first use)"
  ], [AC_MSG_ERROR([cupel needs $2: $5. ./bootstrap installs it on Debian and Ubuntu.])])
  CUPEL_LIBRARY_NAME([$1], [$3], [$4], [$LIBRARY_$1_LIBS], [$5])
])

# CUPEL_LIBRARY_LATER_PLAIN(NAME, HEADER, FUNCTION, WHY): one that pkg-config may not know.
AC_DEFUN([CUPEL_LIBRARY_LATER_PLAIN], [
  AC_CHECK_HEADER([$2], [],
    [AC_MSG_ERROR([cupel needs lib$1 and $2: $4. ./bootstrap installs it on Debian and Ubuntu.])])
  CUPEL_LIBRARY_NAME([$1], [$2], [$3], [-l$1], [$4])
  cupel_summary="$cupel_summary
    $1: $4 (opened at the first use)"
])

# CUPEL_FLAG(FLAG): add FLAG to CUPEL_CFLAGS when the compiler takes it.
AC_DEFUN([CUPEL_FLAG], [
  AS_VAR_PUSHDEF([cache], [cupel_cv_flag_$1])
  AC_CACHE_CHECK([whether $CC accepts $1], [cache], [
    save_CFLAGS=$CFLAGS
    CFLAGS="-Werror $1"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM], [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
    CFLAGS=$save_CFLAGS
  ])
  AS_VAR_IF([cache], [yes], [CUPEL_CFLAGS="$CUPEL_CFLAGS $1"])
  AS_VAR_POPDEF([cache])
])

AC_DEFUN([CUPEL_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [stop on any warning])])
  CUPEL_CFLAGS="-std=gnu17"
  m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wundef -Wvla -Wformat=2 -Wpointer-arith
    -Wwrite-strings -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wmissing-declarations
    -Wmissing-variable-declarations -Wlogical-op -Wduplicated-cond -Wimplicit-fallthrough
    -Wdate-time -Wno-missing-field-initializers -fstack-protector-strong
    -fstack-clash-protection], [CUPEL_FLAG(flag)])
  AS_IF([test "$enable_werror" = yes], [CUPEL_CFLAGS="$CUPEL_CFLAGS -Werror"])
  AC_SUBST([CUPEL_CFLAGS])
  AC_SUBST([CUPEL_LDFLAGS])
])

AC_DEFUN([CUPEL_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST], [default address,undefined])], [],
    [enable_sanitizers=no])
  AS_IF([test "$enable_sanitizers" = yes], [enable_sanitizers=address,undefined])
  AS_IF([test "$enable_sanitizers" != no], [
    CUPEL_CFLAGS="$CUPEL_CFLAGS -fsanitize=$enable_sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"
    CUPEL_LDFLAGS="$CUPEL_LDFLAGS -fsanitize=$enable_sanitizers"
    AC_DEFINE([BUILT_WITH_SANITIZERS], [1], [built with sanitizers, which need more address space and calls])
  ])
  AM_CONDITIONAL([SANITIZERS], [test "$enable_sanitizers" != no])
])

AC_DEFUN([CUPEL_FUZZING], [
  AC_ARG_ENABLE([fuzzing],
    [AS_HELP_STRING([--enable-fuzzing], [link the fuzz targets with libFuzzer (needs clang)])],
    [], [enable_fuzzing=no])
  AS_IF([test "$enable_fuzzing" = yes], [
    CUPEL_CFLAGS="$CUPEL_CFLAGS -fsanitize=fuzzer-no-link"
    AC_SUBST([FUZZ_LDFLAGS], [-fsanitize=fuzzer])
  ])
  AM_CONDITIONAL([FUZZING], [test "$enable_fuzzing" = yes])
])

AC_DEFUN([CUPEL_COVERAGE], [
  AC_ARG_ENABLE([coverage], [AS_HELP_STRING([--enable-coverage], [build for gcov])],
    [], [enable_coverage=no])
  AS_IF([test "$enable_coverage" = yes], [
    CUPEL_CFLAGS="$CUPEL_CFLAGS --coverage -O0"
    CUPEL_LDFLAGS="$CUPEL_LDFLAGS --coverage"
  ])
])

AC_DEFUN([CUPEL_SUMMARY], [
  AC_MSG_NOTICE([
cupel $PACKAGE_VERSION
$cupel_summary

  compiler      $CC
  werror        ${enable_werror:-no}
  sanitizers    $enable_sanitizers
  fuzzing       $enable_fuzzing
  coverage      $enable_coverage])
])
