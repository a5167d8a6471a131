namespace GameAuth.Torture;

/// <summary>The value of a step: bytes that no other step has, and that parent and child both know.</summary>
internal static class Payload
{
    private const int Spread = 1_000_003;

    public static byte[] Of(int seed, int index, int size)
    {
        byte[] value = new byte[size];
        new Random(unchecked((seed * Spread) + index)).NextBytes(value);
        return value;
    }
}
