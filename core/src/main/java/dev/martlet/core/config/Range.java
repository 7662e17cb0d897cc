// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Inclusive bounds of a component, or of each element of a list or value of a map, written as the
 * user would write them ({@code min = "1ms"}). Works for every comparable value: numbers,
 * durations, sizes, percentages.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /** The least value; empty means unbounded. */
    String min() default "";

    /** The greatest value; empty means unbounded. */
    String max() default "";
}
