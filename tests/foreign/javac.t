#!/bin/sh
# Classes as javac compiles them: every byte has a name, and what was changed is told.
. "${TOP_SRCDIR:-.}/tests/lib.sh"

command -v javac >/dev/null || {
	skip 'classes of javac' 'there is no javac'
	done_testing
	exit 0
}

# compile FOLDER RELEASE EXPRESSION: a class with an attribute of most kinds.
compile() {
	mkdir -p "$1"
	cat >"$1/Tool.java" <<-JAVA
		import java.lang.annotation.*;
		import java.util.function.*;

		@Retention(RetentionPolicy.RUNTIME)
		@Target({ ElementType.TYPE_USE, ElementType.PARAMETER, ElementType.METHOD })
		@interface Mark { String value() default "x"; int[] numbers() default { 1, 2 }; }

		public class Tool<T extends Comparable<T>> implements Supplier<T> {
		    static final long LIMIT = 1L << 40;
		    private @Mark("field") T held;
		    enum Kind { ONE, TWO }

		    @Deprecated public T get() { return held; }

		    static int count(@Mark(numbers = {}) String text, Kind kind) throws Exception {
		        switch (text) { case "a": return 1; case "bb": return 2; default: }
		        switch (kind) { case ONE: return 3; default: }
		        try { return $3; } finally { synchronized (text) { text.notify(); } }
		    }

		    Function<Integer, @Mark Integer> add(int by) { return x -> x + by; }
		    private native void below();
		    class Inner { Object o = new Object() { }; double d = 1.5; float f = 2.5f; }
		}
	JAVA
	javac -g -parameters --release "$2" -Xlint:-options -d "$1" "$1/Tool.java"
}

is_named() {
	compile "$scratch/$1" "$1" 'text.length()' || return 1
	for class in "$scratch/$1"/*.class; do
		"$CUPEL" compare --tiles "$class" >"$scratch/tiles" || return 1
		grep -E '^ *[0-9]+ +[0-9]+ opaque|is not as the JVM|is no code' "$scratch/tiles" && return 1
	done
	return 0
}

is_told() {
	compile "$scratch/other" 8 'text.length() + 1' || return 1
	exits 1 "$CUPEL" compare --text "$scratch/other/Tool.class" "$scratch/8/Tool.class" \
		>"$scratch/report" && grep -q 'count(.*code' "$scratch/report" &&
		grep -q '^ *+iadd' "$scratch/report" || { cat "$scratch/report"; return 1; }
}

for release in 8 11 17 21 25; do
	if javac --release "$release" -version >/dev/null 2>&1; then
		check "every byte of classes for Java $release has a name" is_named "$release"
	else
		skip "classes for Java $release" 'javac does not know it'
	fi
done
check 'a changed expression is told' is_told
done_testing
