// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a generator asks for, again and again.
 *
 * @param path with query
 * @param body a file to post; none: a GET request
 * @param headers lines of {@code Name: value}
 * @param expected what the body of a right answer contains
 * @param events of each answer, which is then a stream of the {@link StreamServer}; 0: an answer in
 *     one piece
 */
record Ask(String path, Optional<Path> body, List<String> headers, String expected, int events) {

    static Ask get(String path, String expected) {
        return new Ask(path, Optional.empty(), List.of(), expected, 0);
    }

    /** As the last arguments of the bench's own programs and of wrk's script: body, headers. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        body.ifPresent(file -> {
            arguments.add(file.toString());
            arguments.addAll(headers);
        });
        return arguments;
    }
}
