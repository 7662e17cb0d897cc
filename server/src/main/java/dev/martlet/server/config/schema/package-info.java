// SPDX-License-Identifier: Apache-2.0
/** The configuration's vocabulary as a JSON Schema, made from the records. */
@NullMarked
package dev.martlet.server.config.schema;

import org.jspecify.annotations.NullMarked;
