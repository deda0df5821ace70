/* Measures training steps and one-row inference of one network written by hand, whose sizes the compiler knows: nothing stands between the
 * formulas and the processor.
 *
 * Compiled, once for each network, and started by `peers` of bench/MiniGrad.Benchmarks:
 *
 *     gcc -O3 -march=native -ffast-math -DINPUTS=2 -DHIDDEN=8 -DOUTPUTS=1 -DBATCH=4 -DRATE=0.1f c_steps.c -lm -o c_steps
 *     ./c_steps DATA
 *
 * and -DHIDDEN2=8 for a second hidden layer. Tanh follows each hidden layer; the loss is the softmax and cross-entropy, of one output the
 * sigmoid and binary cross-entropy, its mean over the batch; the update is gradient descent. DATA is a file of the weights to start from
 * and of 16 batches, in the order of read_all. "ready" and a name are printed first; then every line of input is answered by a line:
 *
 *     losses STEPS            the loss of each step from the start, then the outputs for the row
 *     STEPS ROWS ...          MICROSECONDS_PER_STEP MICROSECONDS_PER_ROW */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#ifdef HIDDEN2
#define LAST HIDDEN2
#define LAST_HIDDEN h2
#else
#define LAST HIDDEN
#define LAST_HIDDEN h1
#endif

#define INLINE static inline __attribute__((always_inline))

enum { BATCHES = 16, WIDEST = HIDDEN > LAST ? (HIDDEN > OUTPUTS ? HIDDEN : OUTPUTS) : (LAST > OUTPUTS ? LAST : OUTPUTS) };

static float w1[INPUTS][HIDDEN], b1[HIDDEN], h1[BATCH][HIDDEN], d1[BATCH][HIDDEN];
#ifdef HIDDEN2
static float w2[HIDDEN][HIDDEN2], b2[HIDDEN2], h2[BATCH][HIDDEN2], d2[BATCH][HIDDEN2];
#endif
static float wo[LAST][OUTPUTS], bo[OUTPUTS], out[BATCH][OUTPUTS], dout[BATCH][OUTPUTS];
static float inputs[BATCHES][BATCH][INPUTS], row[1][INPUTS];
static int labels[BATCHES][BATCH];

/* y = x·w + b */
INLINE void forward(int rows, int n, int m, float x[rows][n], float w[n][m], float b[m], float y[rows][m])
{
    for (int i = 0; i < rows; i++) {
        float sums[WIDEST];
        for (int j = 0; j < m; j++) sums[j] = b[j];
        for (int p = 0; p < n; p++)
            for (int j = 0; j < m; j++) sums[j] += x[i][p] * w[p][j];
        for (int j = 0; j < m; j++) y[i][j] = sums[j];
    }
}

INLINE void activate(int count, float *y)
{
    for (int i = 0; i < count; i++) y[i] = tanhf(y[i]);
}

/* dx = dy·wᵀ ∘ (1 − y²), y being what tanh gave */
INLINE void backward(int n, int m, float dy[BATCH][m], float w[n][m], float y[BATCH][n], float dx[BATCH][n])
{
    for (int i = 0; i < BATCH; i++)
        for (int p = 0; p < n; p++) {
            float sum = 0;
            for (int j = 0; j < m; j++) sum += dy[i][j] * w[p][j];
            dx[i][p] = sum * (1 - y[i][p] * y[i][p]);
        }
}

/* w −= RATE · xᵀ·dy, b −= RATE · Σ dy */
INLINE void update(int n, int m, float x[BATCH][n], float dy[BATCH][m], float w[n][m], float b[m])
{
    for (int p = 0; p < n; p++) {
        float sums[WIDEST];
        for (int j = 0; j < m; j++) sums[j] = 0;
        for (int i = 0; i < BATCH; i++)
            for (int j = 0; j < m; j++) sums[j] += x[i][p] * dy[i][j];
        for (int j = 0; j < m; j++) w[p][j] -= RATE * sums[j];
    }
    float sums[WIDEST];
    for (int j = 0; j < m; j++) sums[j] = 0;
    for (int i = 0; i < BATCH; i++)
        for (int j = 0; j < m; j++) sums[j] += dy[i][j];
    for (int j = 0; j < m; j++) b[j] -= RATE * sums[j];
}

/* dout = the derivative by out of the loss of a sample, which it returns */
INLINE float sample_loss(float out[OUTPUTS], int label, float dout[OUTPUTS])
{
#if OUTPUTS == 1
    float z = out[0], e = expf(-fabsf(z));
    dout[0] = ((z >= 0 ? 1 / (1 + e) : e / (1 + e)) - label) / BATCH;
    return fmaxf(z, 0) - z * label + log1pf(e);
#else
    float top = out[0], sum = 0, e[OUTPUTS];
    for (int j = 1; j < OUTPUTS; j++) top = out[j] > top ? out[j] : top;
    for (int j = 0; j < OUTPUTS; j++) {
        e[j] = expf(out[j] - top);
        sum += e[j];
    }
    for (int j = 0; j < OUTPUTS; j++) dout[j] = (e[j] / sum - (j == label)) / BATCH;
    return logf(sum) + top - out[label];
#endif
}

static float train(int turn)
{
    float (*x)[INPUTS] = inputs[turn % BATCHES];
    forward(BATCH, INPUTS, HIDDEN, x, w1, b1, h1);
    activate(BATCH * HIDDEN, h1[0]);
#ifdef HIDDEN2
    forward(BATCH, HIDDEN, HIDDEN2, h1, w2, b2, h2);
    activate(BATCH * HIDDEN2, h2[0]);
#endif
    forward(BATCH, LAST, OUTPUTS, LAST_HIDDEN, wo, bo, out);

    float loss = 0;
    for (int i = 0; i < BATCH; i++) loss += sample_loss(out[i], labels[turn % BATCHES][i], dout[i]);

#ifdef HIDDEN2
    backward(HIDDEN2, OUTPUTS, dout, wo, h2, d2);
    backward(HIDDEN, HIDDEN2, d2, w2, h1, d1);
    update(HIDDEN, HIDDEN2, h1, d2, w2, b2);
#else
    backward(HIDDEN, OUTPUTS, dout, wo, h1, d1);
#endif
    update(LAST, OUTPUTS, LAST_HIDDEN, dout, wo, bo);
    update(INPUTS, HIDDEN, x, d1, w1, b1);
    return loss / BATCH;
}

/* out[0] = the outputs for the row, without the last sigmoid or softmax */
static __attribute__((noinline)) void predict(void)
{
    forward(1, INPUTS, HIDDEN, row, w1, b1, h1);
    activate(HIDDEN, h1[0]);
#ifdef HIDDEN2
    forward(1, HIDDEN, HIDDEN2, h1, w2, b2, h2);
    activate(HIDDEN2, h2[0]);
#endif
    forward(1, LAST, OUTPUTS, LAST_HIDDEN, wo, bo, out);
}

#define READ(values) (fread(values, sizeof values, 1, file) == 1)

static int read_all(FILE *file)
{
    rewind(file);
    return READ(w1) && READ(b1)
#ifdef HIDDEN2
        && READ(w2) && READ(b2)
#endif
        && READ(wo) && READ(bo) && READ(inputs) && READ(labels) && READ(row);
}

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static volatile float sink; /* what is written here has to be computed */

static double step_time(int steps)
{
    int warm_up = steps / 5 > 3 ? steps / 5 : 3;
    float total = 0;
    for (int turn = 0; turn < warm_up; turn++) total += train(turn);
    double start = microseconds();
    for (int turn = 0; turn < steps; turn++) total += train(turn);
    double time = (microseconds() - start) / steps;
    sink = total;
    return time;
}

static double row_time(int rows)
{
    double start = 0;
    for (int i = -(rows / 5); i < rows; i++) {
        if (i == 0) start = microseconds();
        predict();
        __asm__ volatile("" ::: "memory"); /* the next is no repetition */
    }
    return (microseconds() - start) / rows;
}

int main(int count, char **arguments)
{
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    if (!file || !read_all(file) || fgetc(file) != EOF) {
        puts("missing expected a file of weights and batches of this network");
        return 1;
    }
    printf("ready C by hand, gcc %s\n", __VERSION__);
    fflush(stdout);

    char line[300];
    int steps, rows;
    while (fgets(line, sizeof line, stdin)) {
        if (!read_all(file)) return 1;
        if (sscanf(line, "losses %d", &steps) == 1) {
            for (int turn = 0; turn < steps; turn++) printf("%.9g ", train(turn));
            predict();
            for (int j = 0; j < OUTPUTS; j++) printf("%.9g%c", out[0][j], j < OUTPUTS - 1 ? ' ' : '\n');
        } else if (sscanf(line, "%d %d", &steps, &rows) == 2) {
            double step = step_time(steps);
            printf("%.9g %.9g\n", step, row_time(rows));
        } else {
            return 2;
        }
        fflush(stdout);
    }
    return 0;
}
