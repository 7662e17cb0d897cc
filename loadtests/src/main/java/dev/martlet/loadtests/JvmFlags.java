// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The flags that a checkout's Martlet is started with: the plain proxy gets them too, to be
 * compared like with like.
 */
final class JvmFlags {

    private JvmFlags() {}

    static List<String> of(Path root) {
        Path options = root.resolve("server/src/dist/jvm.options");
        return Files.exists(options) ? List.of("@" + options) : List.of();
    }
}
