namespace MiniGrad.Kernels;

internal readonly unsafe partial struct SimdScalar<T>
{
    public static T LessThan(T a, T b) => Mask(a < b);
    public static T LessThanOrEqual(T a, T b) => Mask(a <= b);
    public static T EqualTo(T a, T b) => Mask(a == b);
    public static T Select(T mask, T a, T b) => Bits(mask) != 0 ? a : b;
    public static bool Any(T mask) => Bits(mask) != 0;
    public static T Min(T a, T b) => a < b ? a : b;
    public static T Max(T a, T b) => a > b ? a : b;
    public static T Indices => T.Zero;
    public static T FirstMask(int count) => Mask(true);
    public static T First(T a) => a;
    public static T Sum(T a) => a;
    public static T Largest(T a) => a;
    public static T Constant(double value) => T.CreateTruncating(value);
    public static T Pattern(long bits) => FromBits(bits);
    public static T And(T a, T b) => FromBits(Bits(a) & Bits(b));
    public static T Or(T a, T b) => FromBits(Bits(a) | Bits(b));
    public static T Xor(T a, T b) => FromBits(Bits(a) ^ Bits(b));
    public static T AddBits(T a, T b) => FromBits(Bits(a) + Bits(b));
    public static T ShiftLeft(T a, int count) => FromBits(Bits(a) << count);
    public static T ShiftRight(T a, int count) => FromBits(Bits(a) >>> count);
    public static T Abs(T a) => T.Abs(a);
    public static T Negate(T a) => -a;
    public static T Scale(T a, T n) => FloatFormat<T>.Scale<SimdScalar<T>, T>(a, n);
    public static T Split(T x, out T exponent) => FloatFormat<T>.Split<SimdScalar<T>, T>(x, out exponent);
    public static T DivideFast(T a, T b) => a / b;
    private static T Mask(bool isSet) => isSet ? FromBits(-1) : T.Zero;

    // The pattern as a whole number; of one in single precision the upper half is zero.
    private static long Bits(T value) => typeof(T) == typeof(float) ? Unsafe.BitCast<T, uint>(value) : Unsafe.BitCast<T, long>(value);

    private static T FromBits(long bits) =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<uint, T>((uint)bits) : Unsafe.BitCast<long, T>(bits);
}
