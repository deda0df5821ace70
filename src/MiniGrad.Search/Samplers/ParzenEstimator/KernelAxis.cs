namespace MiniGrad.Search;

/// <summary>One parameter as kernels see it: a number in a continuum by its share of the coordinate's range, from 0 to 1, one of separate
/// values by its place.</summary>
/// <remarks>Kernels are normal in the share and cut to the range, so a separate value has the mass over its cell; a choice keeps its value
/// with some probability and has each other with equal ones. Bandwidths come in steps, so that what is computed for one lasts for many
/// trials.</remarks>
internal sealed class KernelAxis
{
    private const double LogRootTwoPi = 0.91893853320467274;
    private const int StepsPerOctave = 8;
    private const int MostRows = 1024;
    private readonly double[] edges = [];
    private readonly Dictionary<int, double[]?[]> tables = [];

    public KernelAxis(HyperParameter parameter)
    {
        (Index, Domain) = (parameter.Index, parameter.Domain);
        CellCount = Domain.Count ?? 0;
        if (Domain.IsChoice || CellCount == 0 || CellCount > MostRows) return;
        edges = new double[CellCount + 1];
        for (int i = 0; i < CellCount; i++) edges[i] = UnitCell(i).Low;
        edges[CellCount] = 1;
    }

    public int Index { get; }

    public Domain Domain { get; }

    /// <summary>The number of separate values; 0 in a continuum.</summary>
    public long CellCount { get; }

    public bool IsContinuum => CellCount == 0;

    /// <summary>Whether the masses of a value by every other one are kept in a row.</summary>
    public bool HasRows => Domain.IsChoice || edges.Length > 0;

    public static int StepOf(double bandwidth) =>
        Math.Clamp((int)Math.Round(-StepsPerOctave * Math.Log2(bandwidth)), 0, 30 * StepsPerOctave);

    public static double BandwidthOf(int step) => Math.Pow(2, -step / (double)StepsPerOctave);

    /// <summary>The share or the place of a value.</summary>
    public double Position(double value) => IsContinuum ? Domain.ToUnit(value) : Domain.PlaceOf(value);

    public double ValueOf(double position) => IsContinuum ? Domain.FromUnit(position) : Domain.ValueAt((long)position);

    /// <summary>Where the kernel of a position has its middle.</summary>
    public double Middle(double position) => IsContinuum || Domain.IsChoice ? position : Domain.ToUnit(Domain.ValueAt((long)position));

    /// <summary>The logarithm of the density or mass where all of the range is equally likely.</summary>
    public double LogUniform(double position)
    {
        if (IsContinuum) return 0;
        if (Domain.IsChoice) return -Math.Log(CellCount);
        (double low, double high) = Cell((long)position);
        return Math.Log(high - low);
    }

    /// <summary>What is to be subtracted from a kernel's logarithm because it is cut to the range, and in a continuum for its
    /// width.</summary>
    public double LogNorm(double middle, double bandwidth)
    {
        if (Domain.IsChoice) return 0;
        double inside = middle is >= 0 and <= 1
            ? NormalMass.LogRest(middle / bandwidth, (1 - middle) / bandwidth)
            : NormalMass.LogMass(-middle / bandwidth, (1 - middle) / bandwidth);
        return IsContinuum ? inside + LogRootTwoPi + Math.Log(bandwidth) : inside;
    }

    /// <summary>The logarithm of the normal mass over the cell of a place, not yet cut to the range.</summary>
    public double LogCellMass(long place, double middle, double bandwidth)
    {
        (double low, double high) = Cell(place);
        return NormalMass.LogMass((low - middle) / bandwidth, (high - middle) / bandwidth);
    }

    /// <summary>For kernels at all places the logarithm of the mass of one place.</summary>
    public double[] Row(int step, long place)
    {
        if (!tables.TryGetValue(step, out double[]?[]? rows)) tables.Add(step, rows = new double[CellCount][]);
        return rows[place] ??= MakeRow(place, BandwidthOf(step));
    }

    /// <summary>Forgets the tables that nobody used.</summary>
    public void Keep(int first, int second)
    {
        if (tables.Count <= 8) return;
        foreach (int step in tables.Keys.Where(step => step != first && step != second).ToArray()) tables.Remove(step);
    }

    /// <summary>Draws a position from a kernel.</summary>
    public double Draw(NormalDraws random, double middle, double bandwidth)
    {
        if (Domain.IsChoice)
        {
            if (random.Source.NextDouble() >= ShareOfOthers(bandwidth)) return middle;
            long other = random.Source.NextInt64(CellCount - 1);
            return other < middle ? other : other + 1;
        }
        double share;
        do share = middle + bandwidth * random.Next();
        while (share is not (>= 0 and <= 1));
        return IsContinuum ? share : Domain.PlaceOf(Domain.FromUnit(share));
    }

    /// <summary>Draws a position where all of the range is equally likely.</summary>
    public double DrawUniform(Random random) => Position(Domain.FromUnit(random.NextDouble()));

    /// <summary>The probability of a choice's kernel to be at another choice: of a bandwidth 1 all are equally likely.</summary>
    private double ShareOfOthers(double bandwidth) => bandwidth * (CellCount - 1) / CellCount;

    private double[] MakeRow(long place, double bandwidth)
    {
        double[] row = new double[CellCount];
        if (Domain.IsChoice)
        {
            double others = ShareOfOthers(bandwidth);
            Array.Fill(row, Math.Log(others / (CellCount - 1)));
            row[place] = Math.Log(1 - others);
        }
        else
            for (int i = 0; i < row.Length; i++) row[i] = LogCellMass(place, Middle(i), bandwidth);
        return row;
    }

    private (double Low, double High) Cell(long place) => edges.Length > 0 ? (edges[place], edges[place + 1]) : UnitCell(place);

    private (double Low, double High) UnitCell(long place)
    {
        (double low, double high) = Domain.Ends;
        (double from, double to) = Domain.Cell(Domain.ValueAt(place));
        return ((from - low) / (high - low), (to - low) / (high - low));
    }
}
