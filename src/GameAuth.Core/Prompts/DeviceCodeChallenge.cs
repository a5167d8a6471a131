namespace GameAuth;

/// <summary>A code to type on another device (RFC 8628 section 3.3). It wants no answer.</summary>
/// <param name="UserCode">The code that the player types.</param>
/// <param name="Page">Where the player types it (<c>verification_uri</c>); https, on a host of the provider.</param>
/// <param name="PageWithCode">The same page with the code filled in (<c>verification_uri_complete</c>), for a QR code or a click; null where the provider has none.</param>
/// <remarks>The record prints the code, since it is made to be shown; the device code itself never reaches a prompt.</remarks>
public sealed record DeviceCodeChallenge(string UserCode, Uri Page, Uri? PageWithCode) : SignInChallenge
{
    /// <summary>The page as a QR code: <see cref="PageWithCode"/> where there is one, else <see cref="Page"/>. Made anew at each call.</summary>
    /// <returns>The modules of the code, with its quiet zone.</returns>
    public QrMatrix ToQrCode() => QrMatrix.Encode(PageWithCode ?? Page);
}
