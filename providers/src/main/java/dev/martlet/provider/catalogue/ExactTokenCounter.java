// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import dev.martlet.provider.chat.ChatRequest;

/**
 * Counts with OpenAI's own tables (JTokkit), which is exact for OpenAI's models, and right within a
 * tenth or so for others, see {@link Tokenizer}. The tables take a moment and some 60 MiB when the
 * first text is counted, so whoever needs a rough idea only asks {@link TokenCounter#ROUGH}.
 * Thread-safe.
 */
final class ExactTokenCounter implements TokenCounter {
    /** In characters: beyond it, the rest is taken to be like the beginning. */
    static final int COUNTED = 200_000;

    /**
     * In characters. A text without spaces takes a time that grows with more than its length, and a
     * cut costs a token at most.
     */
    private static final int PIECE = 4_096;

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    @Override
    public long count(String model, String text) {
        Tokenizer tokenizer = Tokenizer.of(model);
        return scaled(counted(tokenizer, text), tokenizer);
    }

    @Override
    public long count(String model, ChatRequest request) {
        Tokenizer tokenizer = Tokenizer.of(model);
        var budget = new Budget(tokenizer);
        return scaled(new PromptSize(budget::count).of(request), tokenizer);
    }

    private static long scaled(long tokens, Tokenizer tokenizer) {
        return (tokens * tokenizer.percent() + 99) / 100;
    }

    private long counted(Tokenizer tokenizer, String text) {
        return new Budget(tokenizer).count(text);
    }

    /** What may be counted for one question, which may have very many texts. */
    private final class Budget {
        private final Encoding encoding;
        private int left = COUNTED;
        private long characters;
        private long tokens;

        Budget(Tokenizer tokenizer) {
            this.encoding = encodings.getEncoding(tokenizer.encoding());
        }

        long count(String text) {
            int most = Math.min(text.length(), left);
            long sum = 0;
            int from = 0;
            while (from < most) {
                int end = end(text, from, most);
                sum += encoding.countTokensOrdinary(text.substring(from, end));
                from = end;
            }
            left -= most;
            characters += most;
            tokens += sum;
            return sum + rest(text.length() - most);
        }

        private long rest(long length) {
            return length == 0 ? 0 : Math.ceilDiv(length * tokens, Math.max(1, characters));
        }

        /** At a space, where tokens begin anyhow, if there is one. */
        private static int end(String text, int from, int most) {
            if (most - from <= PIECE) {
                return most;
            }
            int limit = from + PIECE;
            int space = text.lastIndexOf(' ', limit);
            if (space > from + PIECE / 2) {
                return space;
            }
            return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
        }
    }
}
