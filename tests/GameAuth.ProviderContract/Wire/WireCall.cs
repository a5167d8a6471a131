namespace GameAuth.ProviderContract;

/// <summary>What a request is, in words that every provider has.</summary>
public enum WireCall
{
    /// <summary>Anything that no contract asks about.</summary>
    Other,

    /// <summary>A step of a sign-in.</summary>
    SignIn,

    /// <summary>The grant is refreshed.</summary>
    Refresh,

    /// <summary>The leaf is minted: the token that the API takes.</summary>
    Leaf,

    /// <summary>The API is called with the leaf.</summary>
    Api,
}
