// SPDX-License-Identifier: Apache-2.0
/** The dialect {@code bedrock-converse}: Converse and ConverseStream of Amazon Bedrock, with their binary event stream. */
@NullMarked
package dev.martlet.provider.bedrock;

import org.jspecify.annotations.NullMarked;
