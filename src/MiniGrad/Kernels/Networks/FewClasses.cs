using System.Runtime.Intrinsics;
using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary><see cref="SoftmaxCrossEntropy"/> of rows that would not fill a vector: several of them go side by side, one in each element.
/// Without label smoothing.</summary>
internal readonly unsafe struct FewClasses<T>(
    T* x, int classes, int* labels, int ignored, T* weights, T* losses, T* gradient, T scale, T* dx) : IRangeKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most classes.</summary>
    public const int Max = 16;

    [MethodImpl(AggressiveOptimization)]
    public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        // Half a vector that is full is read faster than a whole one that is not.
        if (end - start <= Vector128<T>.Count && TSimd.Lanes > Vector128<T>.Count) RunRows<Simd128<T>, Vector128<T>>(start, end);
        else RunRows<TSimd, TVector>(start, end);
    }

    [SkipLocalsInit]
    [MethodImpl(AggressiveOptimization)]
    private void RunRows<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int lanes = TSimd.Lanes;
        // Of each class: the exponentials, then the gradients. Behind them, of each row: its label and weight.
        T* ofClasses = stackalloc T[(Max + 2) * lanes];
        T* label = ofClasses + classes * lanes, weight = label + lanes;
        for (int row = start; row < end; row += lanes)
            RunVector<TSimd, TVector>(row, Math.Min(lanes, end - row), ofClasses, label, weight);
    }

    // Too large to be inlined, and where it is not, it would begin unoptimized.
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void RunVector<TSimd, TVector>(int row, int count, T* ofClasses, T* label, T* weight)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int lanes = TSimd.Lanes;
        TVector zero = TSimd.Constant(0), one = TSimd.Constant(1);
        bool isWhole = count == lanes;
        TVector labelOf, own = one, g = TSimd.Broadcast(scale);
        if (isWhole) labelOf = TSimd.FromIntegers(labels + row);
        else
        {
            for (int r = 0; r < count; r++) label[r] = T.CreateTruncating(labels[row + r]);
            labelOf = TSimd.LoadFirst(label, count);
        }
        TVector isOut = TSimd.EqualTo(labelOf, TSimd.Broadcast(T.CreateTruncating(ignored)));
        if (weights != null)
        {
            for (int r = 0; r < count; r++) weight[r] = labels[row + r] == ignored ? T.Zero : weights[labels[row + r]];
            own = TSimd.LoadFirst(weight, count);
        }
        if (gradient != null)
        {
            g = Load<TSimd, TVector, T>(gradient + row, count);
            // Also a row whose loss does not count, whatever its scores are.
            if (losses == null) isOut = TSimd.Or(isOut, TSimd.EqualTo(g, zero));
        }
        g = Vanishing.Flush<TSimd, TVector, T>(g);

        T* scores = x + (nint)row * classes;
        // Short vectors take longer to be put in order than their elements to be moved.
        bool interleaves = isWhole && classes <= Interleaving<TVector, T, TSimd>.Max && lanes > Vector128<T>.Count;
        if (interleaves) Interleaving<TVector, T, TSimd>.Split(scores, classes, ofClasses, lanes);
        else
            for (int c = 0; c < classes; c++) Column<TSimd, TVector>(scores + c, count, ofClasses + c * lanes);
        TVector largest = TSimd.Load(ofClasses);
        for (int c = 1; c < classes; c++) largest = TSimd.Max(largest, TSimd.Load(ofClasses + c * lanes));

        TVector sum = zero, labelScore = zero;
        for (int c = 0; c < classes; c++)
        {
            TVector score = TSimd.Subtract(TSimd.Load(ofClasses + c * lanes), largest);
            TVector power = Vanishing.Exp<TSimd, TVector, T>(score);
            TSimd.Store(power, ofClasses + c * lanes);
            sum = TSimd.Add(sum, power);
            labelScore = TSimd.Select(IsLabel<TSimd, TVector>(labelOf, c), score, labelScore);
        }
        if (losses != null)
        {
            TVector loss = TSimd.Multiply(own, TSimd.Subtract(Logarithm.Log<TSimd, TVector, T>(sum), labelScore));
            Store<TSimd, TVector, T>(TSimd.Select(isOut, zero, loss), losses + row, count);
        }
        if (dx == null) return;

        TVector minusOwn = TSimd.Negate(TSimd.Multiply(g, own)), factor = TSimd.Divide(TSimd.Multiply(g, own), sum), others = zero;
        TVector smallest = TSimd.Multiply(Vanishing.SmallestFactor<TSimd, TVector, T>(g), sum);
        for (int c = 0; c < classes; c++)
        {
            T* place = ofClasses + c * lanes;
            TVector value = TSimd.Multiply(Vanishing.Flush<TSimd, TVector, T>(TSimd.Load(place), smallest), factor);
            others = TSimd.Add(others, TSimd.Select(IsLabel<TSimd, TVector>(labelOf, c), zero, value));
            TSimd.Store(value, place);
        }
        // A row sums to 0. Where p is near 1, the difference of both would lose digits.
        TVector isSure = TSimd.And(TSimd.EqualTo(labelScore, zero), TSimd.LessThan(sum, TSimd.Constant(1.25)));
        for (int c = 0; c < classes; c++)
        {
            T* place = ofClasses + c * lanes;
            TVector value = TSimd.Load(place), ofLabel = TSimd.Select(isSure, TSimd.Negate(others), TSimd.Add(value, minusOwn));
            value = Vanishing.Flush<TSimd, TVector, T>(TSimd.Select(IsLabel<TSimd, TVector>(labelOf, c), ofLabel, value));
            TSimd.Store(TSimd.Select(isOut, zero, value), place);
        }
        T* target = dx + (nint)row * classes;
        if (interleaves)
        {
            Interleaving<TVector, T, TSimd>.Join(ofClasses, lanes, classes, target);
            return;
        }
        for (int r = 0; r < count; r++, target += classes)
            for (int c = 0; c < classes; c++) target[c] = ofClasses[c * lanes + r];
    }

    [MethodImpl(AggressiveInlining)]
    private static TVector IsLabel<TSimd, TVector>(TVector labelOf, int c) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.EqualTo(labelOf, TSimd.Broadcast(T.CreateTruncating(c)));

    /// <summary>The scores of one class, one after the other.</summary>
    [MethodImpl(AggressiveInlining)]
    private void Column<TSimd, TVector>(T* scores, int count, T* target) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        if (count == TSimd.Lanes)
        {
            TSimd.Store(TSimd.LoadStrided(scores, classes), target);
            return;
        }
        for (int r = 0; r < count; r++) target[r] = scores[r * classes];
        // A vector is read: what lies behind the last score does not count.
        TSimd.Store(TSimd.LoadFirst(target, count), target);
    }
}
