namespace GameAuth.Xbox;

/// <summary>The accounts of one registration at Xbox Live. Sign in with <see cref="XboxSignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IXboxAuth : IAccounts<XboxAccount, XboxSignIn>;
