// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A string that is a CEL expression, compiled and type-checked when the configuration is loaded.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Expression {
    /** What the expression has to give. */
    ExpressionType value() default ExpressionType.CONDITION;
}
