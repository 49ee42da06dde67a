package io.salessync.web;

import io.salessync.kernel.problems.ByteCount;
import io.salessync.kernel.problems.HttpProblem;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.problems.ProblemAnswers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses an upload that is too large by what it says of itself, before it is read and kept, and names the file. */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
final class UploadGuard extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(UploadGuard.class);
    private static final Pattern NAME = Pattern.compile("filename=\"([^\"\r\n]*)\"", Pattern.CASE_INSENSITIVE);
    private static final int HEAD = 8 * 1024;
    private static final int LONGEST_NAME = 120;
    /** What a form has around its file. */
    private static final long AROUND = 64 * 1024;
    /** So long what still comes is read, so that the sender sees the answer and not a broken connection. */
    private static final Duration LINGERING = Duration.ofSeconds(5);

    private final DataSize most;
    private final ProblemAnswers answers;

    UploadGuard(@Value("${spring.servlet.multipart.max-file-size}") DataSize most, ProblemAnswers answers) {
        this.most = most;
        this.answers = answers;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null
                || !type.toLowerCase(Locale.ROOT).startsWith("multipart/")
                || request.getContentLengthLong() <= most.toBytes() + AROUND;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        InputStream body = request.getInputStream();
        String name = nameIn(body.readNBytes(HEAD));
        response.setHeader(HttpHeaders.CONNECTION, "close");
        answers.write(
                request,
                response,
                Problem.of(
                                HttpProblem.TOO_LARGE,
                                "%s has %s; at most %s are taken. Nothing of it was kept. Pack a CSV as .gz, leave out columns that are"
                                                .formatted(
                                                        name,
                                                        ByteCount.text(request.getContentLengthLong()),
                                                        ByteCount.text(most.toBytes()))
                                        + " not needed, or have whoever runs this server raise SALESSYNC_ORDERSYNC_LARGEST_FILE.")
                        .with("file", name)
                        .with("bytes", request.getContentLengthLong())
                        .with("limit", most.toBytes()),
                413);
        response.flushBuffer();
        linger(body);
    }

    private static void linger(InputStream body) {
        byte[] buffer = new byte[64 * 1024];
        long end = System.nanoTime() + LINGERING.toNanos();
        try {
            while (System.nanoTime() < end && body.read(buffer) >= 0) {
                // read to be forgotten
            }
        } catch (IOException gone) {
            log.debug("The sender of a refused upload has gone: {}", gone.toString());
        }
    }

    private static String nameIn(byte[] head) {
        Matcher found = NAME.matcher(new String(head, StandardCharsets.UTF_8));
        String name = found.find()
                ? found.group(1)
                        .replaceAll("\\p{Cntrl}", "")
                        .replaceAll(".*[/\\\\]", "")
                        .strip()
                : "";
        if (name.isEmpty()) {
            return "The upload";
        }
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }
}
