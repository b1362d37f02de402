'use strict';

const { createHandler } = require('./handler');

exports.handler = createHandler();
