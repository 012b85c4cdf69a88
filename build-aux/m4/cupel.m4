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

# CUPEL_LIBRARY_LATER(NAME, PKG-CONFIG-SPEC, WHY): one that the program opens itself, if ever.
AC_DEFUN([CUPEL_LIBRARY_LATER], [
  PKG_CHECK_MODULES([LIBRARY_$1], [$2], [
    LIBRARY_CPPFLAGS="$LIBRARY_CPPFLAGS $LIBRARY_$1_CFLAGS"
    cupel_summary="$cupel_summary
    $1: $3 (opened at the first use)"
  ], [AC_MSG_ERROR([cupel needs $2: $3. ./bootstrap installs it on Debian and Ubuntu.])])
])

# CUPEL_LIBRARY_PLAIN(NAME, FUNCTION, HEADER, WHY): one that pkg-config may not know.
AC_DEFUN([CUPEL_LIBRARY_PLAIN], [
  AC_CHECK_HEADER([$3], [cupel_found=yes], [cupel_found=no])
  AC_CHECK_LIB([$1], [$2], [:], [cupel_found=no], [$LIBRARY_LIBS])
  AS_IF([test "$cupel_found" = yes], [
    LIBRARY_LIBS="$LIBRARY_LIBS -l$1"
    cupel_summary="$cupel_summary
    $1: $4"
  ], [AC_MSG_ERROR([cupel needs lib$1 and $3: $4. ./bootstrap installs it on Debian and Ubuntu.])])
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
