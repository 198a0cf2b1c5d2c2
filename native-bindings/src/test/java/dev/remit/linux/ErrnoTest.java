package dev.remit.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void shouldNumberAndNameAsHeaderDoes() throws ReflectiveOperationException {
        Field[] fields = Errno.class.getFields();

        assertThat(fields).isNotEmpty();
        for (Field field : fields) {
            int number = field.getInt(null);
            assertThat(HeaderNumber.of(field.getName())).as(field.getName()).isEqualTo(number);
            assertThat(Errno.name(number)).isEqualTo(field.getName());
            assertThat(Errno.describe(number)).endsWith(" (" + field.getName() + ")");
        }
    }

    @Test
    void shouldNameUnknownNumbersByNumber() {
        assertThat(Errno.name(4711)).isEqualTo("errno 4711");
        assertThat(Errno.name(-1)).isEqualTo("errno -1");
        assertThat(Errno.describe(15)).isEqualTo("errno 15");
    }
}
