// SPDX-License-Identifier: Apache-2.0
/**
 * The vocabulary that every module's configuration records are written in: value types, and annotations that the
 * binder, the JSON Schema and the reference all read.
 */
@NullMarked
package dev.martlet.core.config;

import org.jspecify.annotations.NullMarked;
