package io.salessync.ordersync.board;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import jakarta.mail.MessagingException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Sends a report by e-mail where a mail server is configured ({@code spring.mail.host}). */
@Component
public final class ReportMail {
    private final ObjectProvider<JavaMailSender> mail;
    private final String from;

    ReportMail(ObjectProvider<JavaMailSender> mail, @Value("${salessync.mail-from:salessync@localhost}") String from) {
        this.mail = mail;
        this.from = from;
    }

    public void send(Report report, String address) {
        JavaMailSender sender = mail.getIfAvailable();
        if (sender == null) {
            throw Problem.of(
                    OrderSyncProblem.NO_MAIL,
                    "No mail server is configured: set SPRING_MAIL_HOST (and SPRING_MAIL_PORT, SPRING_MAIL_USERNAME, SPRING_MAIL_PASSWORD).");
        }
        try {
            var message = sender.createMimeMessage();
            MimeMessageHelper parts = new MimeMessageHelper(message, true, "UTF-8");
            parts.setFrom(from);
            parts.setTo(address);
            parts.setSubject(report.sync() + ": " + report.state());
            parts.setText(ReportText.text(report), ReportText.html(report));
            sender.send(message);
        } catch (MessagingException | MailException e) {
            throw Problem.of(
                    OrderSyncProblem.MAIL_FAILED,
                    "The report could not be sent to " + address + ": " + e.getMessage(),
                    e);
        }
    }
}
