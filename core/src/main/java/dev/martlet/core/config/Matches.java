// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The form of a string component, of each element of a list, or of each value of a map. The pattern
 * has to be valid both in Java and in ECMA-262, for it also stands in the JSON Schema; it is
 * matched against the whole string.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Matches {
    String value();

    /** What a wrong value is told was expected. */
    String expected();
}
