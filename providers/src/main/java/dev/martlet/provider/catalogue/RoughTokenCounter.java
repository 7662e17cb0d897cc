// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.ChatRequest;

/**
 * Counts without a tokenizer, in no time: right within a third for English, code and JSON, within a
 * half for other languages.
 */
final class RoughTokenCounter implements TokenCounter {
    /** In twelfths of a token: measured with o200k_base, see docs/models.md. */
    private static final int ASCII = 3;

    private static final int LETTER = 5;
    private static final int IDEOGRAPH = 9;
    private static final int TOKEN = 12;

    private static final char FIRST_IDEOGRAPH = '\u2e80';

    private final PromptSize prompts = new PromptSize(RoughTokenCounter::tokens);

    @Override
    public long count(String model, String text) {
        return tokens(text);
    }

    @Override
    public long count(String model, ChatRequest request) {
        return prompts.of(request);
    }

    private static long tokens(String text) {
        long sum = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            sum += c < 0x80 ? ASCII : c < FIRST_IDEOGRAPH ? LETTER : IDEOGRAPH;
        }
        return (sum + TOKEN - 1) / TOKEN;
    }
}
