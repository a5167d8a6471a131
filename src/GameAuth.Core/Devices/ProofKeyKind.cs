namespace GameAuth.Providers;

/// <summary>The kinds of proof keys that Core knows; what rows, events and logs call them. They never change between releases.</summary>
public static class ProofKeyKind
{
    /// <summary>In a sealed row, as PKCS#8: the default.</summary>
    public const string Software = "software";

    /// <summary>In the TPM of a Windows machine: CNG's Microsoft Platform Crypto Provider.</summary>
    public const string Cng = "cng";

    /// <summary>In the TPM 2.0 of a Linux machine: OpenSSL's provider <c>tpm2</c> (tpm2-openssl).</summary>
    public const string Tpm2 = "tpm2";
}
