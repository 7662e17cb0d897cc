// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

/** What a CEL expression in the configuration has to give. */
public enum ExpressionType {
    /** A bool: whether something applies. */
    CONDITION,
    /** A string: what something is keyed by. */
    KEY,
    /** A bool over a request to a model: the request also has what its body says. */
    MODEL_CONDITION
}
