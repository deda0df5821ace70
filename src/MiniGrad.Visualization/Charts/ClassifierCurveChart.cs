namespace MiniGrad.Visualization;

/// <summary>Pictures of a classifier's curves: how well it ranks samples, and whether its probabilities are to be believed.</summary>
/// <remarks>Of more classes than there are colours those are shown that the classifier knows least.</remarks>
public static class ClassifierCurveChart
{
    /// <summary>The largest number of classes in a picture.</summary>
    public const int MaxClassCount = 8;

    private const int UsualWidth = 480;
    private const int UsualHeight = 360;
    private const int GreyColor = 7;

    /// <summary>The receiver operating characteristics: the share that is found over the share that is wrongly taken for the class.
    /// Guessing is the dotted diagonal.</summary>
    /// <param name="curves">The curves; classes without one are left out.</param>
    /// <param name="title">The title.</param>
    /// <param name="theme">The background. Default: the viewer's.</param>
    /// <param name="width"><see cref="Chart.Width"/>.</param>
    /// <param name="plotHeight"><see cref="Chart.PlotHeight"/>.</param>
    /// <exception cref="ArgumentException">No class has a curve.</exception>
    public static LineChart Roc(
        ClassifierCurves curves, string title = "ROC curve", Theme theme = Theme.Automatic, int width = UsualWidth,
        int plotHeight = UsualHeight)
    {
        LineChart chart = New(title, theme, width, plotHeight, "false positive rate", "true positive rate");
        foreach (ClassCurves one in Shown(curves, curve => curve.Roc?.Area, "receiver operating characteristic"))
        {
            IReadOnlyList<RocPoint> points = one.Roc!.Points;
            chart.Add(
                Named(one, curves, $"area {TickLabels.Of(one.Roc.Area, 4)}"), points.Select(point => point.FalsePositiveRate),
                points.Select(point => point.TruePositiveRate));
        }
        chart.Add(Diagonal("guessing"));
        return chart;
    }

    /// <summary>Precision over recall. Of a single curve, the precision of guessing is a dotted line.</summary>
    /// <inheritdoc cref="Roc"/>
    public static LineChart PrecisionRecall(
        ClassifierCurves curves, string title = "Precision and recall", Theme theme = Theme.Automatic, int width = UsualWidth,
        int plotHeight = UsualHeight)
    {
        LineChart chart = New(title, theme, width, plotHeight, "recall", "precision");
        ClassCurves[] shown = Shown(curves, curve => curve.PrecisionRecall?.AveragePrecision, "curve of precision and recall");
        foreach (ClassCurves one in shown)
        {
            (double[] recalls, double[] precisions) = Steps(one.PrecisionRecall!);
            string area = $"average precision {TickLabels.Of(one.PrecisionRecall!.AveragePrecision, 4)}";
            chart.Add(Named(one, curves, area), recalls, precisions);
        }
        if (shown.Length == 1)
        {
            double share = shown[0].PrecisionRecall!.Share;
            chart.Add(new LineSeries("guessing", [0, 1], [share, share]) { Style = LineStyle.Dotted, ColorIndex = GreyColor });
        }
        return chart;
    }

    /// <summary>How often samples are of a class over the probability that they are given. Where the classifier is right about its
    /// probabilities, points lie on the dotted diagonal; below it, it is too sure.</summary>
    /// <inheritdoc cref="Roc"/>
    public static LineChart Calibration(
        ClassifierCurves curves, string title = "Calibration", Theme theme = Theme.Automatic, int width = UsualWidth,
        int plotHeight = UsualHeight)
    {
        LineChart chart = New(title, theme, width, plotHeight, "predicted probability", "share of samples");
        foreach (ClassCurves one in Shown(curves, curve => -curve.Calibration.Error, "calibration curve"))
        {
            IReadOnlyList<CalibrationBin> bins = one.Calibration.Bins;
            string name = Named(one, curves, $"error {TickLabels.Of(one.Calibration.Error, 4)}");
            chart.Add(new LineSeries(name, bins.Select(bin => bin.Probability), bins.Select(bin => bin.Frequency)) { HasMarkers = true });
        }
        chart.Add(Diagonal("right probabilities"));
        return chart;
    }

    /// <summary>The worst classes that have a curve, in their order.</summary>
    private static ClassCurves[] Shown(ClassifierCurves curves, Func<ClassCurves, double?> quality, string what)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ClassCurves[] shown = [.. curves.Classes.Where(one => quality(one) is not null).OrderBy(quality).Take(MaxClassCount)
            .OrderBy(one => one.Index)];
        return shown.Length > 0 ? shown : throw new ArgumentException(
            $"ClassifierCurveChart: expected a class with a {what}, got none: it takes samples of the class and others.",
            nameof(curves));
    }

    private static string Named(ClassCurves one, ClassifierCurves all, string figure) =>
        all.ClassCount == 2 && one.Name == "1" ? figure : $"{one.Name}: {figure}";

    /// <summary>The corners of the steps whose area the average precision is: from each recall down to the next one, the precision is that
    /// of the larger recall.</summary>
    private static (double[] Recalls, double[] Precisions) Steps(PrecisionRecallCurve curve)
    {
        List<double> recalls = [], precisions = [];
        for (int i = 0; i < curve.Points.Count - 1; i++)
        {
            // Of thresholds that find the same samples of the class the highest counts.
            if (curve.Points[i + 1].Recall == curve.Points[i].Recall) continue;
            recalls.AddRange([curve.Points[i].Recall, curve.Points[i + 1].Recall]);
            precisions.AddRange([curve.Points[i].Precision, curve.Points[i].Precision]);
        }
        return ([.. recalls], [.. precisions]);
    }

    private static LineChart New(string title, Theme theme, int width, int plotHeight, string x, string y) => new()
    {
        Title = title,
        Theme = theme,
        Width = width,
        PlotHeight = plotHeight,
        XAxis = new Axis(x) { Minimum = 0, Maximum = 1 },
        YAxis = new Axis(y) { Minimum = 0, Maximum = 1 },
    };

    private static LineSeries Diagonal(string name) => new(name, [0, 1], [0, 1]) { Style = LineStyle.Dotted, ColorIndex = GreyColor };
}
