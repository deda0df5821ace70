// Trains a network for a hundred steps by gradient descent, as a user's program would, and prints when the first and the last of them
// ended, on the clock that all processes of a machine share, and the last loss. Usage: MiniGrad.Startup SIZES ACTIVATION BATCH, such as
// MiniGrad.Startup 784,128,10 relu 32
using System.Diagnostics;
using System.Globalization;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;

const int Steps = 100;

int[] sizes = Array.ConvertAll(args[0].Split(','), size => int.Parse(size, CultureInfo.InvariantCulture));
Activation activation = Enum.Parse<Activation>(args[1], ignoreCase: true);
int count = int.Parse(args[2], CultureInfo.InvariantCulture), classes = sizes[^1];

Random random = new(1);
Tensor<float> inputs = Tensor.Uniform([count, sizes[0]], 0f, 1f, random);
int[] labels = new int[count];
for (int i = 0; i < count; i++) labels[i] = random.Next(Math.Max(classes, 2));
bool isBinary = classes == 1;
Batch<float> batch = isBinary
    ? new(inputs, Tensor.Create(Array.ConvertAll(labels, label => (float)label), [count, 1]))
    : new(inputs, labels);

Mlp<float> model = new(sizes, activation, random);
Sgd<float> optimizer = new(model.Parameters, learningRate: 0.1);
TrainingStep<float> step = new(optimizer, it => isBinary
    ? Loss.BinaryCrossEntropyWithLogits(model.Forward(it.Inputs), it.Targets)
    : Loss.CrossEntropy(model.Forward(it.Inputs), it.Labels));

float loss = step.Run(batch);
long first = Stopwatch.GetTimestamp();
for (int i = 1; i < Steps; i++) loss = step.Run(batch);
long last = Stopwatch.GetTimestamp();
Console.WriteLine(FormattableString.Invariant($"{first} {last} {loss}"));
