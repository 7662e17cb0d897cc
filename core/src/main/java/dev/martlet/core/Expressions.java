// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** Compiles the expressions (CEL) that a configuration may hold. */
public interface Expressions {
    /**
     * Compiles a condition.
     *
     * @param source the expression
     * @return the condition
     * @throws IllegalArgumentException if it does not compile or is not a truth value; the message
     *     says where and why
     */
    Condition condition(String source);

    /**
     * Compiles a condition over a request to a model, whose body has been read. The same as {@link
     * #condition} unless the language knows more of such requests.
     *
     * @param source the expression
     * @return the condition
     * @throws IllegalArgumentException if it does not compile or is not a truth value; the message
     *     says where and why
     */
    default Condition modelCondition(String source) {
        return condition(source);
    }

    /**
     * Compiles a key.
     *
     * @param source the expression
     * @return the key
     * @throws IllegalArgumentException if it does not compile or is not a text; the message says
     *     where and why
     */
    KeyExpression key(String source);
}
