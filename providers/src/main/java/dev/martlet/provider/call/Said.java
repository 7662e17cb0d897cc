// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Part;

/** All that a reply says, for an estimate of its size. */
final class Said {
    private Said() {}

    static String in(ChatReply reply) {
        var all = new StringBuilder();
        for (Choice choice : reply.choices()) {
            for (Part part : choice.parts()) {
                all.append(Progress.beginning(part));
            }
        }
        return all.toString();
    }
}
