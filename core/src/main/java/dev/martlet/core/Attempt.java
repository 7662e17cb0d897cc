// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * One try at an upstream.
 *
 * @param call what is sent
 * @param number 1 for the first try
 * @param endpoint where it is sent
 * @param deadline when this try must have produced the head of a reply
 */
public record Attempt(Call call, int number, Endpoint endpoint, Deadline deadline) {
    public Attempt {
        if (number < 1) {
            throw new IllegalArgumentException("number: " + number + " (expected: >= 1)");
        }
    }
}
