// Learns exclusive or, which no linear model can. Usage: Xor [the number of starting points]
using MiniGrad;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;

// Solved is a loss, the mean of −ln p with p the probability of the right answer, of less than this: every p is above 0.92 then.
const float TargetLoss = 0.02f;
const int MostSteps = 1000;

int count = args is [string text] ? int.Parse(text) : 1;
Tensor<float> inputs = Tensor.Create(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
Tensor<float> targets = Tensor.Create(new float[,] { { 0 }, { 1 }, { 1 }, { 0 } });
int solved = 0;
for (int seed = 1; seed <= count; seed++)
{
    var model = new Mlp<float>([2, 8, 1], Activation.Tanh, new Random(seed));
    var optimizer = new Adam<float>(model.Parameters, learningRate: 0.05);
    Tensor<float> loss = Loss.BinaryCrossEntropyWithLogits(model.Forward(inputs), targets);
    int steps = 0;
    for (; loss.ToScalar() >= TargetLoss && steps < MostSteps; steps++)
    {
        loss.Backward();
        optimizer.Step();
        optimizer.ZeroGradients();
        loss = Loss.BinaryCrossEntropyWithLogits(model.Forward(inputs), targets);
    }

    // The output is a logit: the sigmoid makes it the probability of a 1.
    Tensor<float> predicted = model.Predict(inputs).Sigmoid();
    for (int row = 0; count == 1 && row < 4; row++)
        Console.WriteLine($"{inputs[row, 0]} xor {inputs[row, 1]} = {targets[row, 0]}, predicted {predicted[row, 0]:F3}");
    Console.WriteLine($"seed {seed}: {steps} steps, loss {loss.ToScalar():F4}");
    if (loss.ToScalar() < TargetLoss) solved++;
}
Console.WriteLine($"solved {solved} of {count}");
return solved >= 0.99 * count ? 0 : 1;
