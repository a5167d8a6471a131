namespace GameAuth;

/// <summary>The provider answered with a failure, or with something that is no answer.</summary>
/// <remarks>What to do: when <see cref="IsTransient"/>, try later; otherwise report <see cref="Code"/>.</remarks>
public sealed class ProviderException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="status">The HTTP status; null where no answer came.</param>
    /// <param name="code">The provider's error code; null where the answer had none.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public ProviderException(string message, int? status, string? code, bool isTransient, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
        Code = code;
        IsTransient = isTransient;
    }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; }

    /// <summary>The provider's error code; null where the answer had none.</summary>
    public string? Code { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.Provider(Provider, Code, IsTransient);
}
