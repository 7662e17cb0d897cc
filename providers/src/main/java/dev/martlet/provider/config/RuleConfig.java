// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import org.jspecify.annotations.Nullable;

/** Sends a request on to another alias. */
@Doc("Sends a request on to another alias.")
public record RuleConfig(
        @Doc(
                        "A CEL expression over request, which also has tokens, model, stream, tools, images and turns. Nothing holds always.")
                @Expression(dev.martlet.core.config.ExpressionType.MODEL_CONDITION)
                @Nullable String when,
        @Doc("The name of a model of this file.") String use) {}
