// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A type that is written as one scalar. It has {@code public static T parse(String)}, which throws
 * {@link IllegalArgumentException} on a bad text, and a {@code toString()} that {@code parse} reads
 * back.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ScalarForm {
    /** What a wrong value is told was expected, with an example. */
    String expected();

    /**
     * A whole-string pattern for the JSON Schema, valid in ECMA-262. It may allow more than {@code
     * parse} does.
     */
    String pattern();

    /** True if a bare number is a valid form too. */
    boolean number() default false;

    /** True if a bare number may have a fraction. */
    boolean decimal() default false;
}
