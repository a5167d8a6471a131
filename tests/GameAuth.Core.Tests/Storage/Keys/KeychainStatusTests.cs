using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class KeychainStatusTests
{
    [Theory]
    [InlineData(-25308, "locked")]
    [InlineData(-25293, "locked")]
    [InlineData(-128, "locked")]
    [InlineData(-34018, "entitlement")]
    [InlineData(-25307, "default keychain")]
    [InlineData(-50, "security error -50")]
    public void No_code_of_the_keychain_is_taken_for_an_absent_keystore(int status, string fix)
    {
        KeystoreException e = KeychainStatus.Failure(status);
        Assert.False(e.IsAbsent);
        Assert.Contains(fix, e.Message, StringComparison.Ordinal);
    }
}
