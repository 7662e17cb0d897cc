// SPDX-License-Identifier: Apache-2.0
/** Models of LangChain4j, given by the name of their class, as a provider that speaks openai-chat. */
@NullMarked
package dev.martlet.provider.langchain;

import org.jspecify.annotations.NullMarked;
