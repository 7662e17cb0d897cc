// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The word a user writes, where the kebab-case form of the Java name is not it: a component that
 * would be a Java keyword ({@code try}), or an enum constant with capitals or dots ({@code
 * TLSv1.2}).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Key {
    String value();
}
