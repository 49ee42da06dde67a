package io.salessync.outreach.sequences;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two forms of a mail's text, each made of the other. */
final class Html {
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\"']{1,2000}");
    private static final Pattern BREAKS = Pattern.compile("(?i)<br\\s*/?>|</(p|div|tr|li|h[1-6])\\s*>");

    private Html() {}

    /** A plain text as HTML: paragraphs, line breaks, addresses as links; all else is escaped. */
    static String of(String text) {
        StringBuilder made = new StringBuilder(text.length() * 2 + 16);
        for (String paragraph : text.split("\n{2,}", -1)) {
            made.append("<p>");
            Matcher address = ADDRESS.matcher(paragraph);
            int from = 0;
            while (address.find()) {
                int end = address.end();
                while (end > address.start() && ".,;:!?)]".indexOf(paragraph.charAt(end - 1)) >= 0) {
                    end--;
                }
                lines(paragraph.substring(from, address.start()), made);
                String link = paragraph.substring(address.start(), end);
                made.append("<a href=\"");
                Renderer.escape(link, made);
                made.append("\">");
                Renderer.escape(link, made);
                made.append("</a>");
                from = end;
            }
            lines(paragraph.substring(from), made);
            made.append("</p>\n");
        }
        return made.toString().strip();
    }

    private static void lines(String text, StringBuilder made) {
        int from = 0;
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', from)) {
            Renderer.escape(text.substring(from, i), made);
            made.append("<br>\n");
            from = i + 1;
        }
        Renderer.escape(text.substring(from), made);
    }

    /** What HTML says without its tags, for readers of plain text. */
    static String plain(String html) {
        String broken = BREAKS.matcher(html).replaceAll("\n");
        StringBuilder made = new StringBuilder(broken.length());
        boolean tag = false;
        for (int i = 0; i < broken.length(); i++) {
            char c = broken.charAt(i);
            if (c == '<') {
                tag = true;
            } else if (c == '>' && tag) {
                tag = false;
            } else if (!tag) {
                made.append(c);
            }
        }
        return made.toString()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&")
                .replaceAll("[ \t]+\n", "\n")
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }
}
