using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MiniGrad.TorchSharp;

/// <summary>A multi-layer perceptron in training.</summary>
internal sealed class Network : IDisposable
{
    private readonly bool isBinary;
    private readonly global::TorchSharp.Modules.Linear[] layers;
    private readonly global::TorchSharp.Modules.Sequential model;
    private readonly optim.Optimizer optimizer;

    public Network(Workload workload)
    {
        isBinary = workload.IsBinary;
        int[] sizes = workload.Sizes;
        layers = [.. sizes.Skip(1).Select((outputs, i) => Linear(sizes[i], outputs))];
        List<Module<Tensor, Tensor>> modules = [layers[0]];
        foreach (global::TorchSharp.Modules.Linear layer in layers.Skip(1))
        {
            modules.Add(Activation(workload.Activation));
            modules.Add(layer);
        }
        model = Sequential(modules);
        optimizer = workload.Optimizer switch
        {
            "sgd" => optim.SGD(model.parameters(), 0.1),
            "momentum" => optim.SGD(model.parameters(), 0.1, momentum: 0.9),
            "adam" => optim.Adam(model.parameters(), 1e-3),
            string other => throw new ArgumentException($"there is no optimizer '{other}'"),
        };
    }

    /// <summary>Forward, backward and update.</summary>
    public void Step(Tensor inputs, Tensor targets) => Train(inputs, targets).Dispose();

    /// <summary>The same.</summary>
    /// <returns>The loss before the update.</returns>
    public float StepWithLoss(Tensor inputs, Tensor targets)
    {
        using Tensor loss = Train(inputs, targets);
        return loss.item<float>();
    }

    /// <summary>The outputs, without their sigmoid or softmax; within <see cref="inference_mode(bool)"/>.</summary>
    public Tensor Infer(Tensor row) => model.forward(row);

    /// <summary>Takes other weights, from a reader that has those of each layer, [inputs, outputs], and its biases.</summary>
    public void Load(Func<long[], Tensor> read)
    {
        using (no_grad())
        {
            foreach (global::TorchSharp.Modules.Linear layer in layers)
            {
                using Tensor weights = read([layer.in_features, layer.out_features]), biases = read([layer.out_features]);
                using Tensor turned = weights.t();
                layer.weight.copy_(turned);
                layer.bias!.copy_(biases);
            }
        }
    }

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }

    private static Module<Tensor, Tensor> Activation(string name) => name switch
    {
        "relu" => ReLU(),
        "tanh" => Tanh(),
        "sigmoid" => Sigmoid(),
        "gelu" => GELU(),
        _ => throw new ArgumentException($"there is no activation '{name}'"),
    };

    private Tensor Train(Tensor inputs, Tensor targets)
    {
        optimizer.zero_grad();
        using Tensor outputs = model.forward(inputs);
        Tensor loss = LossOf(outputs, targets);
        loss.backward();
        optimizer.step();
        return loss;
    }

    private Tensor LossOf(Tensor outputs, Tensor targets) => isBinary
        ? functional.binary_cross_entropy_with_logits(outputs, targets)
        : functional.cross_entropy(outputs, targets);
}
