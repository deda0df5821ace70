/* Measures FANN's training steps and one-row inference, a round at a time, on request.
 *
 * Compiled and started by `peers` of bench/MiniGrad.Benchmarks. It speaks as pytorch_steps.py does: "ready" and a name first, then for every
 * line "STEPS ROWS LAYERS ACTIVATION BATCH OPTIMIZER" one line "MICROSECONDS_PER_STEP MICROSECONDS_PER_ROW", until the input ends.
 * Of activations it knows tanh, of optimizers sgd, FANN's gradient descent on a batch; the loss is FANN's squared error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <floatfann.h>

enum { BATCHES = 16, MAX_LAYERS = 16 };

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static float uniform(void) { return (float)rand() / (float)RAND_MAX; }

static struct fann_train_data *random_batch(unsigned rows, unsigned inputs, unsigned outputs)
{
    struct fann_train_data *data = fann_create_train(rows, inputs, outputs);
    for (unsigned row = 0; row < rows; row++) {
        for (unsigned i = 0; i < inputs; i++) data->input[row][i] = uniform();
        for (unsigned i = 0; i < outputs; i++) data->output[row][i] = (float)(rand() & 1);
    }
    return data;
}

static double step_time(struct fann *network, struct fann_train_data **batches, int steps)
{
    int warm_up = steps / 5 > 3 ? steps / 5 : 3;
    for (int i = 0; i < warm_up; i++) fann_train_epoch(network, batches[i % BATCHES]);
    double start = microseconds();
    for (int i = 0; i < steps; i++) fann_train_epoch(network, batches[i % BATCHES]);
    return (microseconds() - start) / steps;
}

static double row_time(struct fann *network, float *row, int rows)
{
    for (int i = 0; i < rows / 5; i++) fann_run(network, row);
    double start = microseconds();
    for (int i = 0; i < rows; i++) fann_run(network, row);
    return (microseconds() - start) / rows;
}

static void measure(int steps, int rows, const unsigned *layers, unsigned count, unsigned batch)
{
    struct fann *network = fann_create_standard_array(count, layers);
    fann_set_activation_function_hidden(network, FANN_SIGMOID_SYMMETRIC); /* which is FANN's name for tanh */
    fann_set_activation_function_output(network, FANN_SIGMOID);
    fann_set_training_algorithm(network, FANN_TRAIN_BATCH);
    fann_set_learning_rate(network, 0.1f);

    srand(1);
    struct fann_train_data *batches[BATCHES];
    for (int i = 0; i < BATCHES; i++) batches[i] = random_batch(batch, layers[0], layers[count - 1]);
    double step = step_time(network, batches, steps);
    printf("%.9g %.9g\n", step, row_time(network, batches[0]->input[0], rows));
    fflush(stdout);

    for (int i = 0; i < BATCHES; i++) fann_destroy_train(batches[i]);
    fann_destroy(network);
}

int main(void)
{
    printf("ready FANN\n");
    fflush(stdout);
    int steps, rows;
    unsigned batch;
    char sizes[200], activation[20], optimizer[20];
    while (scanf("%d %d %199s %19s %u %19s", &steps, &rows, sizes, activation, &batch, optimizer) == 6) {
        if (strcmp(activation, "tanh") != 0 || strcmp(optimizer, "sgd") != 0) return 2;
        unsigned layers[MAX_LAYERS], count = 0;
        for (char *size = strtok(sizes, ","); size && count < MAX_LAYERS; size = strtok(NULL, ",")) layers[count++] = (unsigned)atoi(size);
        measure(steps, rows, layers, count, batch);
    }
    return 0;
}
