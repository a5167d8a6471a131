using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

public class Verification_allocates_nothing
{
    [Theory]
    [InlineData(false, 471)]
    [InlineData(true, 471)]
    [InlineData(true, 5000)]
    public void One_by_one(bool prepared, int length)
    {
        TestSigner signer = new(1);
        if (prepared)
        {
            signer.Key.Prepare();
        }

        byte[] message = new byte[length];
        byte[] signature = signer.Sign(message);
        Assert.True(signer.Key.Verify(message, signature));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool valid = signer.Key.Verify(message, signature);
        Assert.Equal((true, 0), (valid, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Fact]
    public void In_a_batch()
    {
        TestSigner signer = new(1);
        signer.Key.Prepare();
        Ed25519Signed[] items = [.. Enumerable.Range(0, 40).Select(i => signer.Signed([(byte)i]))];
        bool[] results = new bool[items.Length];
        Ed25519PublicKey.VerifyBatch(items, results);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int valid = Ed25519PublicKey.VerifyBatch(items, results);
        Assert.Equal((40, 0), (valid, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Fact]
    public void A_key_earns_its_table_by_use()
    {
        TestSigner signer = new(1);
        byte[] signature = signer.Sign([7]);
        for (int use = 1; use <= Ed25519PublicKey.UsesBeforeTable; use++)
        {
            Assert.False(signer.Key.HasTable);
            Assert.True(signer.Key.Verify([7], signature));
        }

        Assert.True(signer.Key.HasTable);
        Assert.True(signer.Key.Verify([7], signature));
    }
}
