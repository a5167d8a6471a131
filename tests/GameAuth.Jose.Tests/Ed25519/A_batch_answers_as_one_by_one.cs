using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

public class A_batch_answers_as_one_by_one
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(150)]
    public void For_random_mixes_of_keys_and_damage(int count)
    {
        TestSigner[] signers = [.. Enumerable.Range(1, 5).Select(static i => new TestSigner((byte)i))];
        signers[0].Key.Prepare();
        Random random = new(count);
        Ed25519Signed[] items = new Ed25519Signed[count];
        for (int i = 0; i < count; i++)
        {
            byte[] message = new byte[random.Next(200)];
            random.NextBytes(message);
            TestSigner signer = signers[random.Next(signers.Length)];
            byte[] signature = signer.Sign(message);
            items[i] = random.Next(6) switch
            {
                0 => new(signer.Key, message, Flip(random, signature)),
                1 => new(signers[random.Next(signers.Length)].Key, message, signature),
                2 => new(signer.Key, message, signature.AsMemory(0, random.Next(64))),
                _ => new(signer.Key, message, signature),
            };
        }

        bool[] results = new bool[count + 1];
        int valid = Ed25519PublicKey.VerifyBatch(items, results);
        bool[] expected = [.. items.Select(static item => item.Key.Verify(item.Message.Span, item.Signature.Span))];
        Assert.Equal(expected, results[..count]);
        Assert.Equal(expected.Count(static one => one), valid);
        Assert.False(results[count]);
    }

    [Fact]
    public void An_item_without_a_key_is_invalid_and_spoils_nothing()
    {
        TestSigner signer = new(1);
        bool[] results = new bool[2];
        Assert.Equal(1, Ed25519PublicKey.VerifyBatch([default, signer.Signed([1, 2, 3])], results));
        Assert.Equal([false, true], results);
    }

    [Fact]
    public void Too_few_places_for_the_answers_are_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => Ed25519PublicKey.VerifyBatch([new TestSigner(1).Signed([])], []));

    private static byte[] Flip(Random random, byte[] signature)
    {
        int bit = random.Next(512);
        signature[bit / 8] ^= (byte)(1 << (bit % 8));
        return signature;
    }
}
