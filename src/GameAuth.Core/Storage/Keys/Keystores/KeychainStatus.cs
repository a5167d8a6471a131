namespace GameAuth.Storage;

/// <summary>The result codes of the Security framework (SecBase.h) that mean something to us.</summary>
internal static class KeychainStatus
{
    public const int Success = 0;
    public const int ItemNotFound = -25300;

    private const int UserCanceled = -128;
    private const int NotAvailable = -25291;
    private const int AuthFailed = -25293;
    private const int NoSuchKeychain = -25294;
    private const int NoDefaultKeychain = -25307;
    private const int InteractionNotAllowed = -25308;
    private const int MissingEntitlement = -34018;

    /// <summary>What a code other than success and not found means. None of them is an absent keystore: every Mac has one.</summary>
    public static KeystoreException Failure(int status) => KeystoreException.Refused(status switch
    {
        InteractionNotAllowed or AuthFailed or UserCanceled =>
            $"the keychain is locked or did not let this program read its item ({status}). Unlock it (security unlock-keychain), or sign in at the screen; where the program was "
            + "rebuilt or replaced, sign it, or allow it in Keychain Access under the item's access control.",
        MissingEntitlement => $"the keychain asks for an entitlement that this program has not ({status}). Sign the program, or choose another key source.",
        NotAvailable or NoSuchKeychain or NoDefaultKeychain =>
            $"this login has no default keychain ({status}). Sign in at the screen, make one with security create-keychain and default-keychain, or choose another key source.",
        _ => $"the keychain refused with code {status}. Look it up with security error {status}.",
    });
}
