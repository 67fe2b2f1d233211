package io.github.backup4j.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects sentences about what a model lacks or assumes: one for each reason, however many resources it is about. */
final class Remarks {
    private static final int NAMED = 3;

    private final Map<String, List<String>> subjects = new LinkedHashMap<>();

    /** Adds a sentence that is about nothing in particular. */
    void add(String sentence) {
        subjects.putIfAbsent(sentence, new ArrayList<>());
    }

    /** Adds a subject to a sentence. */
    void add(String sentence, Object subject) {
        subjects.computeIfAbsent(sentence, none -> new ArrayList<>()).add(subject.toString());
    }

    /** Returns the sentences, each followed by its first subjects. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        subjects.forEach((sentence, about) -> sentences.add(about.isEmpty() ? sentence : sentence + ": " + few(about)));
        return List.copyOf(sentences);
    }

    private static String few(List<String> about) {
        String named = String.join(", ", about.subList(0, Math.min(NAMED, about.size())));
        return about.size() <= NAMED ? named : named + " and " + (about.size() - NAMED) + " more";
    }
}
