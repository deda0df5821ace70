namespace MiniGrad.Kernels;

/// <summary>Chooses how to compute a product, by its sizes alone, and shares it among threads by rows or columns of C.</summary>
internal static unsafe class SharedProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    // Below, a call to another thread costs more than it gains.
    private const double OperationsWorthSharing = 1 << 20;

    // Where every element of a matrix is used once, memory is what takes time: so many times as much as arithmetic.
    private const double OperationsPerElementRead = 4;

    // Inner products by vectors do not pay for many rows, nor where a vector is hardly filled.
    private const int MaxDotRows = 5;
    private const int MinDotDepth = 16;

    // Sums of pairs of terms pay sooner than inner products where the copy of A serves many columns, and at once where a large B would be
    // read from memory for each row.
    private const int MinPairedDepth = 32;
    private const int MinPairedColumns = 64;
    private const int FewPairedRows = 4;
    private const int BytesOfSecondCache = 2 << 20;

    // From here on C outgrows the second cache many times over, and rows of it lie on more pages than the processor remembers.
    private const int LargeSize = 1000;
    private const int LargeDepth = 512;
    private const int MinLargeDepth = 128;

    // A shallow product is over before a copy of B pays; one of many tiles gains from vectors that lie together on few pages.
    private const int MinCopiedDepth = 32;
    private const int ManyTiles = 8;
    private const long LargeBytesOfB = 4 << 20;

    // A transposed is scattered over as many pages as the product is deep: a copy pays if that is deep, and C wide.
    private const int MinCopiedWidth = 256;

    // Of A so much stays in the second cache beside panels of B and C. Sums interrupted after fewer terms cost more than that gains.
    private const int BytesOfA = 700_000;
    private const int MinPartialDepth = 400;

    [MethodImpl(AggressiveOptimization)]
    public static void Compute<TFinish>(ref Product<T> product, TFinish finish) where TFinish : unmanaged, IFinish<T>
    {
        // A distance along a dimension of size 1 is never walked, so it may be named as suits best.
        if (product.K == 1)
        {
            (product.ARow, product.AStep) = (1, product.M);
            (product.BStep, product.BColumn) = (product.N, 1);
        }
        if (product.M == 1) (product.ARow, product.AStep) = (product.K, 1);
        if (product.N == 1) (product.BStep, product.BColumn) = (1, 1);
        Work<TFinish> work = default;
        work.Way = Choose(ref product, out work.Packing);
        work.Product = product;
        work.Finish = finish;
        if (Operations(ref product) >= OperationsWorthSharing && WorkerTeam.ThreadCount > 1)
        {
            work.Split(WorkerTeam.ThreadCount);
            if (work.Parts > 1)
            {
                WorkerTeam.Run(work.Parts, &ComputePart<TFinish>, &work);
                return;
            }
        }
        ComputeArea(ref work, new Area(0, product.M, 0, product.N));
    }

    private static double Operations(ref Product<T> product) =>
        2.0 * product.M * product.N * product.K * (product.M == 1 || product.N == 1 ? OperationsPerElementRead : 1);

    private static Way Choose(ref Product<T> product, out Packing packing)
    {
        int m = product.M, n = product.N, k = product.K;
        bool transposeA = product.AStep != 1, transposeB = product.BColumn != 1;
        bool large = m >= LargeSize && n >= LargeSize && k >= MinLargeDepth;
        packing = new Packing(CopiesA: false, CopyTime.Never, Math.Max(k, 1));
        if (transposeB && !transposeA && MayPair && m >= MinPairedRows(n, k) && m <= PairedProduct<T>.MaxRows && k >= MinPairedDepth)
            return Way.Paired;
        if (!transposeA && k > 0 && (n == 1 || (transposeB && m <= MaxDotRows && k >= MinDotDepth))) return Way.Dots;
        if (m == 1 && !transposeB) return Way.Row;
        if (transposeA && !transposeB && n <= TSimd.Lanes && m > 2 * n) return Way.Flipped;
        if (transposeB && !transposeA && !large && n > m / 2 && k > MinDotDepth) return Way.Flipped;
        if (large) packing = new Packing(CopiesA: true, transposeB ? CopyTime.Before : CopyTime.WhileReading, LargeDepth);
        else if (transposeB) packing = packing with { B = CopyTime.Before };
        else if (m > TSimd.TileRows && n > TSimd.Lanes && k >= MinCopiedDepth && Scatters(ref product))
            packing = new Packing(transposeA && k >= MinLargeDepth && n >= MinCopiedWidth, CopyTime.WhileReading, DepthOf(m, k));
        return Way.Blocked;
    }

    private static bool MayPair => typeof(TSimd) == typeof(Simd512<float>);

    private static int MinPairedRows(int n, int k) => n < PairedProduct<T>.TileColumns ? int.MaxValue
        : n < MinPairedColumns ? MaxDotRows + 1 : (long)n * k * sizeof(T) <= BytesOfSecondCache ? FewPairedRows : 2;

    /// <summary>The part of the inner dimension to work on at a time: all, or equal parts for which A stays in the second cache.</summary>
    private static int DepthOf(int m, int k)
    {
        long bytes = (long)m * k * sizeof(T), parts = (bytes + BytesOfA - 1) / BytesOfA;
        return bytes < BytesOfA + BytesOfA / 2 || k < MinPartialDepth * parts ? k : (int)((k + parts - 1) / parts);
    }

    /// <summary>Whether a copy of B is faster to read: its vectors lie across cache lines, or on more pages than the processor remembers,
    /// or there are many tiles to read it. A copy holds the same numbers, so the result does not depend on where B lies.</summary>
    private static bool Scatters(ref Product<T> product)
    {
        int vector = TSimd.Lanes * sizeof(T);
        return (nint)product.B % vector != 0 || product.BStep * sizeof(T) % vector != 0
            || (long)product.N * product.K * sizeof(T) > LargeBytesOfB || product.M >= ManyTiles * TSimd.TileRows;
    }

    private static void ComputePart<TFinish>(void* state, int part) where TFinish : unmanaged, IFinish<T>
    {
        ref Work<TFinish> work = ref *(Work<TFinish>*)state;
        ComputeArea(ref work, work.Part(part));
    }

    private static void ComputeArea<TFinish>(ref Work<TFinish> work, Area area) where TFinish : unmanaged, IFinish<T>
    {
        switch (work.Way)
        {
            case Way.Dots:
                DotProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Finish);
                break;
            case Way.Row:
                RowProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Finish);
                break;
            case Way.Flipped:
                FlippedProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Finish);
                break;
            case Way.Paired:
                PairedProduct<T>.Compute(ref work.Product, area, work.Finish);
                break;
            default:
                BlockedProduct<TVector, T, TSimd>.Compute(ref work.Product, area, work.Packing, work.Finish);
                break;
        }
    }

    private enum Way
    {
        Blocked, Flipped, Dots, Row, Paired,
    }

    private struct Work<TFinish> where TFinish : unmanaged, IFinish<T>
    {
        public Product<T> Product;
        public TFinish Finish;
        public Packing Packing;
        public Way Way;
        public int Parts;
        private bool byRows;
        private int unit;

        /// <summary>Cuts C along its longer side, in multiples of a tile; along the other, if the parts are then more even.</summary>
        public void Split(int threads)
        {
            int rowUnit = Way == Way.Flipped ? 2 * TSimd.Lanes : Way == Way.Paired ? Product.M : 1;
            int columnUnit = Way == Way.Flipped ? TSimd.Lanes : 2 * TSimd.Lanes;
            double rows = Evenness(Product.M, rowUnit, threads), columns = Evenness(Product.N, columnUnit, threads);
            byRows = Product.M > Product.N ? rows > 0.9 * columns : columns <= 0.9 * rows;
            unit = byRows ? rowUnit : columnUnit;
            Parts = Math.Min(threads, Units);
        }

        public readonly Area Part(int part)
        {
            int size = byRows ? Product.M : Product.N, first = (int)((long)Units * part / Parts) * unit;
            int count = Math.Min(size, (int)((long)Units * (part + 1) / Parts) * unit) - first;
            return byRows ? new Area(first, count, 0, Product.N) : new Area(0, Product.M, first, count);
        }

        private readonly int Units => ((byRows ? Product.M : Product.N) + unit - 1) / unit;

        /// <summary>The share of the threads' time that is spent working, if all begin together.</summary>
        private static double Evenness(int size, int unit, int threads)
        {
            int units = (size + unit - 1) / unit;
            return (double)size / ((units + threads - 1) / threads * unit * (double)threads);
        }
    }
}
