// Trains a network on tensors: which of two spirals is a point on?
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Serialization;
using MiniGrad.Training;

// 400 points, each spiral with some noise. Everything random follows from a seed, so that every run gives the same numbers.
const int Count = 400;
var random = new Random(1);
var points = new float[Count, 2];
var spirals = new int[Count];
for (int i = 0; i < Count; i++)
{
    spirals[i] = i % 2;
    double angle = 0.5 + 2 * Math.PI * random.NextDouble(), turn = angle + Math.PI * spirals[i];
    points[i, 0] = (float)(angle * Math.Cos(turn) / 3 + 0.1 * random.NextDouble());
    points[i, 1] = (float)(angle * Math.Sin(turn) / 3 + 0.1 * random.NextDouble());
}
var (training, validation) = new Dataset<float>(Tensor.Create(points), IndexTensor.Create(spirals)).Split(Count * 3 / 4);

// Two numbers in, a number for each class out; cross-entropy is the loss where there are classes.
var model = new Mlp<float>([2, 32, 32, 2], Activation.Tanh, new Random(42));
var trainer = new Trainer<float>(model, new AdamW<float>(model.Parameters, learningRate: 0.01), training, validation)
{
    BatchSize = 32,
    Seed = 1,
    Metrics = [Metric.Accuracy],
    EarlyStopping = new EarlyStopping(patience: 30),
};
TrainingHistory history = trainer.Fit(epochs: 200);
Console.WriteLine($"{history.Epochs.Count} epochs: {history.Reason}");
Console.WriteLine($"validation: {trainer.Evaluate(validation)}");

Weights.Save(model, "network.safetensors");
Tensor<float> point = Tensor.Create(new float[,] { { 0.5f, 0.5f } });
Console.WriteLine($"the point (0.5, 0.5) is on spiral {model.Predict(point).ArgMax(1)[0]}");
