package io.github.backup4j.examples.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** The picture of the guide for tool builders, {@code docs/posture.png}: a PNG that has the texts that it shows in a chunk of its own, one a line. */
final class Picture {
    static final int WIDTH = 1100;
    static final int HEIGHT = 1150;

    private static final int SIGNATURE = 8;
    private static final int LENGTH_AND_TYPE = 8;
    private static final int CHECKSUM = 4;
    private static final String TEXT = "tEXt";
    private static final String KEY = "Description\0";

    private Picture() {}

    /** Returns a PNG with the texts that it shows. */
    static byte[] with(byte[] png, List<String> texts) throws IOException {
        byte[] content = (TEXT + KEY + String.join("\n", texts)).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        int afterHeader = SIGNATURE + LENGTH_AND_TYPE + ByteBuffer.wrap(png).getInt(SIGNATURE) + CHECKSUM;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        out.write(png, 0, afterHeader);
        out.writeInt(content.length - TEXT.length());
        out.write(content);
        out.writeInt((int) checksum.getValue());
        out.write(png, afterHeader, png.length - afterHeader);
        return all.toByteArray();
    }

    /** Returns the texts that a PNG shows; empty if it does not say. */
    static List<String> texts(byte[] png) {
        ByteBuffer in = ByteBuffer.wrap(png);
        int at = SIGNATURE;
        while (at + LENGTH_AND_TYPE < png.length) {
            int length = in.getInt(at);
            String chunk = new String(png, at + CHECKSUM, TEXT.length() + length, StandardCharsets.ISO_8859_1);
            if (chunk.startsWith(TEXT + KEY)) {
                return chunk.substring(TEXT.length() + KEY.length()).lines().toList();
            }
            at += LENGTH_AND_TYPE + length + CHECKSUM;
        }
        return List.of();
    }
}
