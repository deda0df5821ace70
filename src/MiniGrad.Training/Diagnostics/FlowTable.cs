using System.Globalization;

namespace MiniGrad.Training;

/// <summary>A <see cref="GradientFlow"/> as a table of text, and its numbers as words.</summary>
internal static class FlowTable
{
    public static string Of(GradientFlow flow)
    {
        List<string[]> rows =
        [
            ["name", "layer", "|weights|", "|gradient|", "update", "mean", "deviation", "|output|", "rms δ", "zeros", "dead", "saturated"],
        ];
        foreach (LayerFlow layer in flow.Layers)
        {
            rows.Add([
                layer.Name, layer.Description, Number(layer.Weights?.Norm), Number(layer.Gradients?.Norm), Number(layer.UpdateRatio),
                Number(layer.Activations.Mean), Number(layer.Activations.StandardDeviation), Number(layer.Activations.Norm),
                Number(layer.ActivationGradients?.RootMeanSquare), Percent(layer.Activations.ZeroShare), Percent(layer.DeadShare), Percent(
                    layer.SaturatedShare),
            ]);
        }
        return TextTable.Of(rows, leftColumns: 2) + $"loss {Number(flow.Loss)}\n";
    }

    /// <summary>Three significant digits, with a power of ten where there would be many zeros; nothing for null.</summary>
    public static string Number(double? value)
    {
        if (value is not { } number) return "";
        string format = Math.Abs(number) switch
        {
            0 => "0",
            >= 99.95 and < 9999.5 => "0",
            >= 9.995 and < 99.95 => "0.0",
            >= 0.9995 and < 9.995 => "0.00",
            >= 0.000995 and < 0.9995 => "0.0000",
            _ => "0.0e-0",
        };
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A share in whole percent, nothing for null; no share but 0 and 1 themselves is rounded to 0 % and 100 %.</summary>
    public static string Percent(double? share) => share switch
    {
        null => "",
        > 0 and < 0.01 => "<1 %",
        > 0.99 and < 1 => ">99 %",
        { } value => value.ToString("0 %", CultureInfo.InvariantCulture),
    };
}
