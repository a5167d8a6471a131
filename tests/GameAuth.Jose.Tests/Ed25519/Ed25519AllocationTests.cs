using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

public class Ed25519AllocationTests
{
    [Theory]
    [InlineData(false, 471)]
    [InlineData(true, 471)]
    [InlineData(true, 5000)]
    public void Verification_allocates_nothing(bool prepared, int length)
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
