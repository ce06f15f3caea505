/** Stylesheets are bundled by being imported. */
declare module '*.css';
